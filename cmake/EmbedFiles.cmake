# Makes a C++ source of files, at build time:
# cmake -DFOLDER=… -DNAMES=a.html,b.js -DOUTPUT=….cpp -P EmbedFiles.cmake
# It defines interlock::server::assets(), which server/dashboard/assets.hpp declares.

set(types_html "text/html; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_svg "image/svg+xml")

set(bytes "")
set(rows "")
set(index 0)
string(REPLACE "," ";" names "${NAMES}")
foreach(name ${names})
    file(READ ${FOLDER}/${name} hex HEX)
    file(SHA256 ${FOLDER}/${name} hash)
    string(SUBSTRING ${hash} 0 32 tag)
    string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," hex "${hex}")
    get_filename_component(extension ${name} LAST_EXT)
    string(SUBSTRING ${extension} 1 -1 extension)
    string(APPEND bytes "constexpr char kBytes${index}[] = {\n${hex}};\n")
    string(APPEND rows
        "    {\"${name}\", \"${types_${extension}}\", \"\\\"${tag}\\\"\", "
        "{kBytes${index}, sizeof(kBytes${index})}},\n")
    math(EXPR index "${index} + 1")
endforeach()

file(WRITE ${OUTPUT}
"// Made by cmake/EmbedFiles.cmake.
#include \"server/dashboard/assets.hpp\"

namespace interlock::server
{
namespace
{
${bytes}
constexpr Asset kAssets[] = {
${rows}};
}  // namespace

std::span<const Asset> assets() noexcept
{
    return kAssets;
}
}  // namespace interlock::server
")
