# interlock_manuals(PROGRAM SECTION): with the program its manual page and its completions for shells,
# which it prints itself; all of them are installed. To be called where the program is defined.
include(GNUInstallDirs)
function(interlock_manuals program section)
    set(folder ${CMAKE_BINARY_DIR}/manuals)
    file(MAKE_DIRECTORY ${folder})
    set(page ${folder}/${program}.${section})
    add_custom_command(TARGET ${program} POST_BUILD
        COMMAND ${program} --print-man > ${page}
        COMMAND ${program} completion bash > ${folder}/${program}.bash
        COMMAND ${program} completion zsh > ${folder}/${program}.zsh
        COMMAND ${program} completion fish > ${folder}/${program}.fish
        COMMENT "Manual page and completions of ${program}"
        VERBATIM)

    set(share ${CMAKE_INSTALL_DATADIR})
    install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
    install(FILES ${folder}/${program}.bash
        DESTINATION ${share}/bash-completion/completions RENAME ${program})
    install(FILES ${folder}/${program}.zsh
        DESTINATION ${share}/zsh/vendor-completions RENAME _${program})
    install(FILES ${folder}/${program}.fish
        DESTINATION ${share}/fish/vendor_completions.d)
endfunction()
