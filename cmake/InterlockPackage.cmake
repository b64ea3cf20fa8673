# What is installed, and the Debian package made of it (deploy/package.sh).
#
# Two components: what `cmake --install` puts below any prefix, and "system", which belongs into a
# package only: the service with its user and configuration. The package takes all components.
include(GNUInstallDirs)

install(TARGETS interlockd interlock RUNTIME)

set(system_file COMPONENT system EXCLUDE_FROM_ALL)
set(debian ${CMAKE_SOURCE_DIR}/deploy/debian)
set(documents ${CMAKE_INSTALL_DATADIR}/doc/interlock)
install(FILES deploy/systemd/interlockd.service DESTINATION /lib/systemd/system ${system_file})
install(FILES deploy/systemd/interlock.conf DESTINATION lib/sysusers.d ${system_file})
install(FILES ${debian}/interlock.toml DESTINATION /etc/interlock ${system_file})
install(FILES ${debian}/copyright README.md DESTINATION ${documents} ${system_file})
install(DIRECTORY deploy/examples DESTINATION ${documents} ${system_file} FILES_MATCHING PATTERN *.toml)
install(FILES CHANGELOG.md DESTINATION ${documents} RENAME changelog ${system_file})
install(FILES ${debian}/lintian-overrides
    DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME interlock ${system_file})

set(INTERLOCK_PACKAGER "" CACHE STRING "Who stands for the package: Name <address>")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME interlock)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/package)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)  # Files outside the prefix.
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/CompressDocuments.cmake)
get_cmake_property(CPACK_COMPONENTS_ALL COMPONENTS)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${INTERLOCK_PACKAGER})
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "systemd | systemd-standalone-sysusers | systemd-sysusers, ca-certificates")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${debian}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
    "judges cross-chain messages of the OP Stack beside a sequencer")
set(CPACK_PACKAGE_DESCRIPTION
"interlockd follows the chains of a dependency set over RPC, verifies and
indexes their logs, decides which messages and blocks are safe, and answers
over gRPC and JSON-RPC. interlock asks it from a terminal or a script.")
include(CPack)
