#include "analyzer/commands.h"

int main(int argc, char** argv) { return ringfence::run({argv + 1, argv + argc}); }
