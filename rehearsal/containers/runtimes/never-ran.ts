// A program that is not in the image: its container never starts, and Docker and ECS say so in the words of runc, which
// looks for it as Go does (https://pkg.go.dev/os/exec#ErrNotFound), while what enters an image here has words of its own.

/** `unshare` enters namespaces, `sh` starts a program where there are none. */
const NOT_STARTED = [
    /^unshare: failed to execute (.+): ([\w ]+)$/g,
    /^sh: (?:line )?\d+: (.+): (?:command )?(not found|No such file or directory|Permission denied)$/gi,
];
/** https://tldp.org/LDP/abs/html/exitcodes.html: it was not found, or is no program. */
const NEVER_RAN: readonly (number | null)[] = [126, 127];

/** Listens to a program from its start on. */
export class Beginning {
    private words?: string;
    private hasSpoken = false;

    constructor(
        private readonly program: string | undefined,
        private readonly said: (line: string) => void,
    ) {}

    public readonly log = (line: string): void => {
        if (!this.hasSpoken) this.words = this.wordsFor(line);
        this.hasSpoken = true;
        this.said(this.words ?? line);
    };

    /** Why it never ran, if it did not: known once it has ended. */
    public neverRan(code: number | null): string | undefined {
        return NEVER_RAN.includes(code) ? this.words : undefined;
    }

    private wordsFor(line: string): string | undefined {
        const [found] = NOT_STARTED.flatMap((pattern) => [...line.matchAll(pattern)]);
        const [, program = "", why = ""] = found ?? [];
        if (this.program === undefined || program !== this.program) return undefined;
        if (/denied/i.test(why)) return `exec: "${program}": permission denied`;
        return program.includes("/")
            ? `exec: "${program}": stat ${program}: no such file or directory`
            : `exec: "${program}": executable file not found in $PATH`;
    }
}
