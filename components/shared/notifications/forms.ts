// What a fact becomes on its way: words, AWS's own event, or a message that the chat service takes. Pure.
import type { Fact, Form } from "./seams";

/** The input of a rule's target; absent where it gets the event as it is. */
interface Transformer {
    readonly inputPaths: Record<string, string>;
    readonly inputTemplate: string;
}

export function transformerOf({ paths, ...fact }: Fact, kind: string, form: Form): Transformer | undefined {
    switch (form) {
        case "events":
            return undefined;
        case "text":
            // A template that is a plain string carries its own quotes.
            return { inputPaths: { ...paths }, inputTemplate: JSON.stringify(wordsOf(fact)) };
        case "chat":
            return {
                inputPaths: { ...paths, id: "$.id" },
                inputTemplate: JSON.stringify(chatOf(fact, kind)),
            };
    }
}

function wordsOf({ says: { title, text, link } }: Pick<Fact, "says">): string {
    return `${title}${text === undefined ? "." : `, ${text}`} See what it says: ${link}`;
}

/**
 * The only text of others that the chat service shows; anything else it drops without a word.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
function chatOf({ says: { title, text, link, thread } }: Pick<Fact, "says">, kind: string): object {
    return {
        version: "1.0",
        source: "custom",
        id: "<id>",
        content: {
            textType: "client-markdown",
            title,
            description: `${title}${text === undefined ? "." : `, ${text}`}`,
            nextSteps: [`See what it says: ${link}`],
        },
        metadata: { threadId: thread, summary: title, eventType: kind },
    };
}

// Addresses in AWS's console, as a rule's target fills them in.
const CONSOLE = "https://<region>.console.aws.amazon.com/codesuite";

/** Every pipeline, of an event that knows `region`. */
export const PIPELINES = `${CONSOLE}/codepipeline/pipelines`;
/** A run, of an event that knows `region`, `pipeline` and `run`. */
export const RUN = `${CONSOLE}/codepipeline/pipelines/<pipeline>/executions/<run>`;
/** The runs of a job, of an event that knows `region` and `job`. */
export const JOB = `${CONSOLE}/codebuild/projects/<job>/history`;
/** A deployment, of an event that knows `region` and `deployment`. */
export const DEPLOYMENT = `${CONSOLE}/codedeploy/deployments/<deployment>`;
/** The clusters of ECS, of an event that knows `region`; a task is shown there for an hour after its end. */
export const CLUSTERS = "https://<region>.console.aws.amazon.com/ecs/v2/clusters?region=<region>";
/** SageMaker, of an event that knows `region`; what it trained and registered is shown by its Studio. */
export const SAGEMAKER = "https://<region>.console.aws.amazon.com/sagemaker/home?region=<region>";

/** What events of a pipeline, a stage or an action say of their run. */
export const RUN_PATHS = { pipeline: "$.detail.pipeline", run: "$.detail.execution-id", region: "$.region" } as const;
