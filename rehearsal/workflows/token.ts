// The token that a job gets from GitHub to show to others: what it says, word for word.
// https://docs.github.com/en/actions/reference/security/oidc
import { randomUUID } from "node:crypto";

import type { Claims } from "../../iam/web-identity";
import type { JobFacts } from "./job-facts";
import { fullName, type Repository } from "./repository";
import { refOf } from "./triggers";

export const ISSUER = "token.actions.githubusercontent.com";

/** How long one is valid, in seconds, and how much earlier than now: clocks differ. */
const [VALID, EARLIER] = [300, 600];

/** @param audience Default: the address of the repository's owner. */
export function claimsOf(facts: JobFacts, audience?: string): Claims {
    const { repository, trigger, environment, run, file, workflow } = facts;
    const ref = refOf(trigger);
    const at = `${fullName(repository)}/${file}@${ref}`;
    const pull = trigger.event === "pull_request" ? trigger : undefined;
    const now = Math.floor(Date.now() / 1000);
    return {
        jti: randomUUID(),
        iat: now,
        nbf: now - EARLIER,
        exp: now + VALID,
        iss: `https://${ISSUER}`,
        aud: audience ?? `https://github.com/${repository.owner}`,
        sub: `${subjectOf(repository)}:${occasionOf(facts)}`,
        ref,
        ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
        sha: trigger.sha,
        repository: fullName(repository),
        repository_id: repository.id,
        repository_owner: repository.owner,
        repository_owner_id: repository.ownerId,
        repository_visibility: repository.visibility,
        run_id: run.id,
        run_number: String(run.number),
        run_attempt: "1",
        runner_environment: "github-hosted",
        actor: trigger.actor,
        actor_id: run.actorId,
        base_ref: pull?.base ?? "",
        head_ref: pull?.head ?? "",
        event_name: trigger.event,
        workflow,
        workflow_ref: at,
        workflow_sha: trigger.sha,
        job_workflow_ref: at,
        job_workflow_sha: trigger.sha,
        ...(environment === undefined ? {} : { environment }),
    };
}

/** `@` is in no name at GitHub. */
function subjectOf({ owner, name, ownerId, id, immutable }: Repository): string {
    return immutable ? `repo:${owner}@${ownerId}/${name}@${id}` : `repo:${owner}/${name}`;
}

/** An environment stands before everything else; a colon in a name is written so that it ends nothing. */
function occasionOf({ environment, trigger }: JobFacts): string {
    if (environment !== undefined) return `environment:${environment.replaceAll(":", "%3A")}`;
    if (trigger.event === "pull_request") return "pull_request";
    return `ref:${trigger.ref.replaceAll(":", "%3A")}`;
}
