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
/** SageMaker, of an event that knows `region`; what it trained and registered is shown by its Studio. */
export const SAGEMAKER = "https://<region>.console.aws.amazon.com/sagemaker/home?region=<region>";

/** What events of a pipeline, a stage or an action say of their run. */
export const RUN_PATHS = { pipeline: "$.detail.pipeline", run: "$.detail.execution-id", region: "$.region" } as const;
