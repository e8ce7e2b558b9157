# Policies and knowledge tables are checked and packed when the program is built (tools/embed.cpp, which
# shares the loader) and linked in as bytes.
function(ringfence_embed_data)
  file(GLOB_RECURSE data CONFIGURE_DEPENDS
       ${CMAKE_SOURCE_DIR}/policies/*.yaml ${CMAKE_SOURCE_DIR}/analyzer/knowledge/data/*.yaml)
  set(blob ${CMAKE_BINARY_DIR}/embedded.blob)
  # So that a file that goes away is noticed, too: rewritten only when the list changes.
  file(CONFIGURE OUTPUT ${blob}.list CONTENT "${data}" @ONLY)
  ringfence_executable(ringfence_embed_tool SOURCES ${CMAKE_SOURCE_DIR}/cmake/embed/embed.cpp USES policy)
  add_custom_command(OUTPUT ${blob}
    COMMAND ringfence_embed_tool ${CMAKE_SOURCE_DIR} ${blob}
    DEPENDS ringfence_embed_tool ${data} ${blob}.list COMMENT "Packing policies and knowledge" VERBATIM)
  set(assembly ${CMAKE_BINARY_DIR}/embedded.S)
  file(WRITE ${assembly}.in ".section .rodata\n.global ringfence_blob\n.global ringfence_blob_end\nringfence_blob:\n.incbin \"${blob}\"\nringfence_blob_end:\n.section .note.GNU-stack,\"\",%progbits\n")
  configure_file(${assembly}.in ${assembly} COPYONLY)
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS ${blob})
  add_library(ringfence_embedded OBJECT ${assembly})
endfunction()
