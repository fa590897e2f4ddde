# Functions for jobs that run a line's own commands: of LINE, in CONTEXT, on COMMIT_ID.

# step NAME COMMANDS: in a shell of their own, which ends with the first that fails, in the folder that is built.
step() {
    [ -n "$2" ] || return 0
    say "The commands of $1 run in $CONTEXT."
    (cd "$CONTEXT" && bash -euo pipefail -c "$2") ||
        fail "$1 of commit $COMMIT_ID failed (its words are above); nothing was released, look at build.$1 of line $LINE"
}
