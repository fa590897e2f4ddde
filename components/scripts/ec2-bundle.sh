# Defines carried_unpack for bundles: the revision begins with their files. Release 0 has none, and the blueprint's files answer.
carried_unpack() {
    if [ "$release_placeholder" = true ]; then mkdir -p out; else carried_fetch out; fi
}
