# Defines carried_keep: bundles never expire, so there is nothing to do.
# reads: BUNDLES_BUCKET
# calls: nothing
carried_keep() {
    say "$1 is $release_what; bundles are kept for good."
}
