#include "client/cli/admin_door.hpp"

#include <algorithm>

namespace interlock::client::cli
{
Result<Door> Door::open(const Context& context, const AdminArgs& args)
{
    AdminOptions options{.server = args.server, .tls = context.tls};
    if (args.jwt_secret)
    {
        auto secret = wire::BearerSecret::from_file(*args.jwt_secret);
        if (!secret)
            return usage_error("--jwt-secret: " + secret.error());
        options.secret = *std::move(secret);
    }
    else if (!context.tls)
        return usage_error(
            "--jwt-secret FILE is missing: the secret that the service has as "
            "admin.jwt_secret (or set INTERLOCK_JWT_SECRET to the file); where it has "
            "admin.tls_client_ca instead, give --tls-cert and --tls-key");
    return Door{context, options};
}

Door::Door(const Context& context, const AdminOptions& options)
  : admin_{std::make_unique<Admin>(options)}
{
    watch_.stop = context.on_interrupt ? context.on_interrupt() : std::stop_token{};
    watch_.on_progress = [&err = context.err](const pb::JobProgress& progress)
    {
        err << printable(progress.doing());
        if (progress.total() != 0)
            err << " " << 100 * std::min(progress.done(), progress.total()) / progress.total()
                << "%";
        err << "\n" << std::flush;
    };
}
}  // namespace interlock::client::cli
