# Defines carried_keep: bundles lie where nothing ever expires, so there is nothing to do.
# reads: LINE
# calls: nothing
carried_keep() {
    say "$release_what, $1, is kept for good, as every bundle of $LINE."
}
