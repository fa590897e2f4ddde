/** What a person is asked. */
export interface Asked {
    /** The id of the action that waits. */
    readonly token: string;
    readonly pipeline: string;
    readonly stage: string;
    readonly action: string;
    readonly customData?: string;
    readonly link?: string;
}

export interface Answer {
    readonly status: "Approved" | "Rejected";
    /** The ARN CodePipeline would write into its history. */
    readonly by: string;
    readonly summary: string;
}

/** Answers, or rejects where there is nobody who could. */
export type Approver = (asked: Asked, signal: AbortSignal) => Promise<Answer>;
