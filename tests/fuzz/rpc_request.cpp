// Bodies of JSON-RPC requests.
#include "tests/fuzz/rpc_door.hpp"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace interlock::fuzz;
    static RpcDoor door;
    const auto text = text_of({data, size});
    const auto reply = door.answer(text);
    if (!reply.empty())
        require_replies(reply);
    const bool is_refused = reply.find("\"code\":-32700") != std::string::npos;
    require(is_refused || read_again(text).has_value(), "what is no JSON is refused as such");
    return 0;
}
