#include "server/dashboard/shared_answer.hpp"

namespace interlock::server
{
std::shared_ptr<const SharedAnswer::Made> SharedAnswer::get()
{
    const std::lock_guard lock{mutex_};
    if (last_ && now_() - made_at_ < keep_)
        return last_;
    auto made = std::make_shared<const Made>(make_());
    made_at_ = now_();
    last_ = made->succeeded ? made : nullptr;
    return made;
}
}  // namespace interlock::server
