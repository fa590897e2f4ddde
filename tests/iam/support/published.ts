// What AWS publishes against what the call tables know and the policies grant, both ways.
import type { Question } from "../../../iam/verdicts";
import { like } from "../../../iam/evaluate/patterns";
import type { Policy } from "../../../iam/policies";
import type { Published } from "../published";
import { isRecord, texts } from "../../../plan/plans";
import type { Estate } from "./estate";
import { placesOf, type Place } from "./wired";

const matches = (action: string, pattern: string): boolean => like(action.toLowerCase(), pattern.toLowerCase(), {});

/** What a page lists and we do not leave out. */
function listed({ statements, leftOut = [] }: Published): readonly string[] {
    const left = new Set(leftOut.map(({ action }) => action));
    return [...new Set(statements.flatMap(({ actions }) => actions))].filter((action) => !left.has(action));
}

/** Published, and at some place neither granted nor left out. */
export function ungranted(published: readonly Published[], estates: readonly Estate[]): readonly string[] {
    // Found once: some forty pages are asked about each place.
    const wired = estates.flatMap((estate) =>
        placesOf(estate.plans).map((place) => ({
            ...{ estate, place },
            asked: estate.allow.filter((question) => question.by === place.by),
        })),
    );
    return published.flatMap((entry) => {
        const here = wired.filter(({ place }) => entry.at.includes(place.at));
        const found = here.flatMap((one) =>
            listed(entry).map((action) => ({ action, place: one.place, ...answer(action, one) })),
        );
        const never = listed(entry).filter(
            (action) => found.length > 0 && !found.some((one) => one.action === action && one.arises),
        );
        return [
            ...found
                .filter(({ arises, granted }) => arises && !granted)
                .map(
                    ({ action, place }) =>
                        `${place.says}: ${place.by.split("/").pop() ?? ""} lacks ${action} (${entry.page})`,
                ),
            ...never.map((action) => `${entry.of}: ${action} arises nowhere; grant it or leave it out, and say why`),
        ];
    });
}

/** A place of an estate, and what is asked there. */
interface Wired {
    readonly estate: Estate;
    readonly place: Place;
    readonly asked: readonly Question[];
}

/** Whether a place calls for an action, and whether it is granted for all that it is called on. */
function answer(action: string, { place: { by, rows }, asked, estate }: Wired): { arises: boolean; granted: boolean } {
    const known = rows.filter((row) => matches(row.action, action));
    // A companion that no table asks about, such as kms:ReEncrypt*: granted somewhere is all that can be said of it.
    if (known.length === 0) return { arises: grants(estate.policies, by).includes(action), granted: true };
    const questions = asked.filter((question) => matches(question.action, action));
    return {
        arises: known.some(({ arises }) => arises),
        granted: questions.length > 0 && questions.every((question) => estate.verdicts.allows(question)),
    };
}

/** What the policies of a role permit, and those of resources a service; as it is written there. */
function grants(policies: readonly Policy[], by: string): readonly string[] {
    return policies
        .filter(({ kind, holder }) =>
            by.startsWith("arn:") ? kind === "identity" && holder === by : kind === "resource",
        )
        .flatMap(({ statements }) => statements)
        .filter(
            ({ Effect, Principal }) =>
                Effect === "Allow" && (by.startsWith("arn:") || servicesIn(Principal).includes(by)),
        )
        .flatMap(({ Action }) => texts(Action));
}

function servicesIn(principal: unknown): readonly string[] {
    return isRecord(principal) ? texts(principal["Service"]) : [];
}

/** Granted, and neither published for a place of this role or service, nor a row of iam/calls with a source. */
export function unpublished(published: readonly Published[], { plans, policies, allow }: Estate): readonly string[] {
    const places = placesOf(plans);
    const asked = allow.filter(({ source }) => source !== "");
    const actors = policies.flatMap(({ kind, holder, statements }) =>
        kind === "identity" ? [holder] : statements.flatMap(({ Principal }) => servicesIn(Principal)),
    );
    return [...new Set(actors)].flatMap((by) => {
        const wired = new Set(places.filter((place) => place.by === by).map(({ at }) => at));
        const lists = published.filter(({ at, read }) => read !== "unread" && at.some((one) => wired.has(one)));
        const known = [...new Set(lists.flatMap(listed))];
        const rows = [...new Set(asked.filter((question) => question.by === by).map(({ action }) => action))];
        return [...new Set(grants(policies, by))]
            .filter((action) => !known.includes(action) && !rows.some((row) => matches(row, action)))
            .map((action) => `${by.split("/").pop() ?? by} may ${action}, which no page lists for it and no row asks`);
    });
}

/** Rows that name a page which does not list their action. */
export function misattributed(published: readonly Published[], allow: readonly Question[]): readonly string[] {
    const pages = new Map<string, readonly string[]>();
    for (const entry of published.filter(({ read }) => read !== "unread"))
        pages.set(entry.page, [...(pages.get(entry.page) ?? []), ...listed(entry)]);
    const wrong = allow.filter(
        ({ source, action }) => pages.get(source)?.some((pattern) => matches(action, pattern)) === false,
    );
    return [...new Set(wrong.map(({ action, source }) => `${source} does not list ${action}`))];
}

/** What is left out or granted on less, without a reason that names where it can be read. */
export function unreasoned(published: readonly Published[]): readonly string[] {
    return published.flatMap(({ of, statements, leftOut = [], narrowed = [] }) => {
        const actions = new Set(statements.flatMap((statement) => statement.actions));
        return [...leftOut, ...narrowed].flatMap(({ action, because }) => [
            ...(actions.has(action) ? [] : [`${of}: ${action} is not published`]),
            ...(/https:\/\/\S+/.test(because) ? [] : [`${of}: no source says why ${action} is left out or narrower`]),
        ]);
    });
}
