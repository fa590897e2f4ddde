/** A statement as AWS publishes it: placeholders and all. */
export interface PublishedStatement {
    readonly actions: readonly string[];
    readonly on: string | readonly string[];
    readonly when?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Where we wire what a page speaks about. */
export type WiredAt =
    | `action ${string}`
    | "pipeline"
    /** The role of an action that takes or gives artifacts. */
    | "artifacts"
    | "job"
    | "deployment group"
    /** Of machines. */
    | "server deployment group"
    | "machine"
    | "task"
    /** The role under which ECS moves traffic. */
    | "service"
    /** The role of a pipeline of SageMaker, and those of its jobs. */
    | "training"
    | "training job"
    | "processing job"
    /** The role under which SageMaker serves a model. */
    | "model"
    | `target ${string}`
    | "dead-letter queue"
    | "alarm"
    | `subscription ${string}`
    | "stream";

/** One list of permissions that AWS publishes for one subject. */
export interface Published {
    /** In AWS's own words. */
    readonly of: string;
    readonly page: string;
    /** Empty where it could not be read: then nothing is proven about it. */
    readonly statements: readonly PublishedStatement[];
    /** Which copy of the page, and when; or "unread". */
    readonly read: string;
    readonly at: readonly WiredAt[];
    /** Published, and not granted by us. */
    readonly leftOut?: readonly { readonly action: string; readonly because: string }[];
    /** Granted on less than the page says. */
    readonly narrowed?: readonly { readonly action: string; readonly because: string }[];
}
