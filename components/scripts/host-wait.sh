# Defines target_wait: for nothing, as a host itself takes one release after the other.
# reads: LINE
# calls: nothing
need LINE
# shellcheck disable=SC2034 # read by ec2-verify.sh
rollout_shows="the host keeps what was live before where a release does not answer: look at what it said in RollOut"

target_wait() {
    return 0
}
