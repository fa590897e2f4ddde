/** CodePipeline cuts a pipeline's name here when it names the pipeline's folder in the bucket of artifacts. */
const LENGTH = 20;

/** How that folder's name begins, by the pipeline's logical name: the physical one goes on with a dash. */
export function artifactFolder(pipeline: string): string {
    return `${pipeline}-`.slice(0, LENGTH);
}
