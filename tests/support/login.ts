// A login, with something in the keyring of its session, which every program that it starts inherits. By perl, because
// nothing else that is everywhere asks the kernel for it.

/** add_key(2) and keyctl(2): https://man7.org/linux/man-pages/man2/add_key.2.html */
const [ADD_KEY, KEYCTL] = process.arch === "arm64" ? [217, 219] : [248, 250];
const [JOIN, READ, SESSION] = [1, 11, -3];

export const IN_KEYRING = "secret of a login";
/** What to put before a program; the number of the key becomes its last argument. */
export const IN_LOGIN: readonly string[] = [
    "perl",
    "-e",
    `syscall(${KEYCTL}, ${JOIN}, 0); my ($t, $d, $p) = ("user", "canary", "${IN_KEYRING}"); exec @ARGV, syscall(${ADD_KEY}, $t, $d, $p, ${IN_KEYRING.length}, ${SESSION})`,
];

/** A script of perl: says what is in the key of the number that it is given, or "nothing". */
export const READ_KEY = `my $b = "\\0" x 99; my $n = syscall(${KEYCTL}, ${READ}, $ARGV[0] + 0, $b, 99); print $n > 0 ? substr($b, 0, $n) : "nothing"`;
