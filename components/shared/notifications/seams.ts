// The seams of notifications. A kind of event says what happens and in which words it is told; a kind of recipient says what
// it takes and how SNS gets there. A new one stands among its like and has a line in its folder's list.
import type * as pulumi from "@pulumi/pulumi";
import type { infer as Settled, ZodObject } from "zod";

import type { EnvironmentRef } from "../../environment-ref";
import type { EventPattern } from "../../starts";
import type { Refusal } from "../../setting-rules";
import type { Topic } from "./topic";

/** What a topic carries: words for people, AWS's raw events for machines, or what AWS's chat service takes. */
export type Form = "text" | "events" | "chat";

/** What is looked after. */
export interface Watched {
    readonly pipelines: readonly pulumi.Input<string>[];
    /** Jobs outside of pipelines. */
    readonly jobs: readonly pulumi.Input<string>[];
    /** CodeDeploy's applications. */
    readonly applications: readonly pulumi.Input<string>[];
    /** Groups of ECS's tasks in which commands run at their hours. */
    readonly scheduled: readonly pulumi.Input<string>[];
    /** Pipelines of SageMaker that train, by ARN. */
    readonly trainings: readonly pulumi.Input<string>[];
    /** Groups that models wait in for a person. */
    readonly modelGroups: readonly pulumi.Input<string>[];
    /** Names of the lines, for the events that their own jobs put. */
    readonly lines: readonly string[];
    readonly environment: string;
}

/** One thing that happens: one rule on each topic that carries it. */
export interface Fact {
    /** kebab-case; names the rule. */
    readonly name: string;
    readonly description: string;
    /** What it may happen to; without any, there is nothing to hear. */
    readonly of: readonly pulumi.Input<string>[];
    readonly pattern: EventPattern;
    /** What the words take from the event. */
    readonly paths: Readonly<Record<string, string>>;
    readonly says: Saying;
}

/** Words for people. `<name>` stands for what `paths` takes from the event; it is not escaped, so no free text may. */
export interface Saying {
    /** The fact in a few words. */
    readonly title: string;
    /** What follows from it, or what to do. */
    readonly text?: string;
    /** Where to look. */
    readonly link: string;
    /** What the fact is about: chat keeps all that is said of it in one thread. */
    readonly thread: string;
}

/** A kind of event that a recipient may ask for by name. */
export interface EventKind {
    readonly kind: string;
    /** Completes "told of": for the settings' documentation. */
    readonly means: string;
    /** Told to whoever does not choose. @default false */
    readonly byDefault?: boolean;
    /**
     * A failure shows in the events of the action, of its stage and of its run. Of the kinds that are asked for, the widest
     * tells of it, and no other: one failure is one message.
     * @default - it tells of no failure of a run
     */
    readonly width?: number;
    /** Kinds that say nothing more beside this one. */
    readonly covers?: readonly string[];
    facts(of: Watched, asked: { readonly failures: boolean; readonly form: Form }): readonly Fact[];
}

/** What a recipient's own rules may know of its stack. */
export interface RecipientContext {
    readonly account: string;
    readonly region?: string;
    readonly loosen: readonly string[];
}

/** What every recipient has to work with. */
export interface RecipientFrom extends EnvironmentRef {
    /** Lets `destroy` delete what holds data. */
    readonly destroyWithData: boolean;
}

/** One of the ways in which SNS, or the chat service, reaches somebody. */
export interface RecipientKind<To extends string, Shape extends ZodObject> {
    readonly to: To;
    readonly form: Form;
    readonly settings: Shape;
    readonly rules?: (settings: Settled<Shape>, about: RecipientContext) => readonly Refusal[];
    /** What tells it from another one of its kind; part of its resources' names. */
    label(settings: Settled<Shape>): string;
    /** Makes what receives, and its subscription to one topic. */
    make(
        name: { readonly subscription: string; readonly own: string },
        settings: Settled<Shape>,
        topic: Topic,
        from: RecipientFrom,
        opts: pulumi.CustomResourceOptions,
    ): void;
    /** What a person must do once, because no API can. */
    nextSteps(settings: Settled<Shape>, topics: number): readonly string[];
}
