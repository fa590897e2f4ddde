import { Denied, NotRehearsed, Refused } from "../account/gateway";
import { ClientError } from "./artifacts";
import { UnusableBuildspec } from "./buildspec";
import { NoSuchValue } from "./environment";

/** The codes that CodeBuild puts in front of its messages. */
export function reasonOf(error: unknown): string {
    if (error instanceof UnusableBuildspec)
        return error.problems.map((problem) => `YAML_FILE_ERROR: ${problem}`).join("\n");
    if (error instanceof Denied) return `ACCESS_DENIED: ${error.message}`;
    if (error instanceof NotRehearsed) return error.message;
    if (error instanceof Refused) return `CLIENT_ERROR: ${error.code}: ${error.message}`;
    if (error instanceof ClientError || error instanceof NoSuchValue) return `CLIENT_ERROR: ${error.message}`;
    throw error;
}
