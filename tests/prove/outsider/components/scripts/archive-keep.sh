# Defines carried_keep: archives never expire, so there is nothing to do.
# reads: ARCHIVES_BUCKET
# calls: nothing
carried_keep() {
    say "$1 is $release_what; archives are kept for good."
}
