// All staged incidents, in the order in which they are told of.
import cycle from "./cycle.mjs";
import deadEndpoint from "./dead_endpoint.mjs";
import deepReorg from "./deep_reorg.mjs";
import expiredCertificate from "./expired_certificate.mjs";
import fullDisk from "./full_disk.mjs";
import invalidSafeBlock from "./invalid_safe_block.mjs";
import invalidUnsafeBlock from "./invalid_unsafe_block.mjs";
import laggingChain from "./lagging_chain.mjs";
import lyingEndpoint from "./lying_endpoint.mjs";
import wrongEncoding from "./wrong_encoding.mjs";

/// Each is an object of
/// - name, title, happens, todo: for people
/// - alerts: those of deploy/prometheus that it raises, each with labels that it then has
/// - chains(): options of startDevnet(), if it wants other chains than the usual two
/// - build(scene): what is there before interlockd; returns options of World.startService()
/// - isQuiet(scene): waits until all is as it should be, if that cannot be asked as usual
/// - stage(scene): lets it happen
/// - looks(scene): what an operator looks at, as looks.mjs makes them
/// - onPage(scene): what the page says needs attention, if it shows the incident
/// - mend(scene): what `todo` asks for; then `mended(scene)` is what to look at
/// A scene is {t, world} (`t.after(f)` cleans up behind it), and what build() and stage() add.
export const incidents = [
    deadEndpoint, lyingEndpoint, laggingChain, invalidUnsafeBlock, invalidSafeBlock, cycle,
    deepReorg, fullDisk, expiredCertificate, wrongEncoding,
];
