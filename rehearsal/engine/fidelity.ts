/** How true the rehearsal of something is, for the table under every report. */
export interface Fidelity {
    readonly executed?: string;
    readonly evaluated?: string;
    readonly stoodIn?: string;
    readonly notRehearsed?: string;
    /** The page that says what AWS does. */
    readonly source: string;
}
