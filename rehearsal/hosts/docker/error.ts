/** What docker itself says; with its exit code. */
export class DockerError extends Error {
    constructor(
        words: string,
        public readonly code = 1,
    ) {
        super(words);
    }
}
