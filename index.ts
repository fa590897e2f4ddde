// Contents page: settings in, one environment composed, outputs out. Which environment is the settings' affair.
import { extend } from "./extend";
import { Environment } from "./stacks/environment";
import { readSettings } from "./stacks/settings";

const environment = new Environment("environment", readSettings());

/** What each line gives to the outside: addresses, roles. */
export const lines = environment.lines;
/** What people of the team take on or are given. */
export const team = environment.team;
/** What a person has to do once, because no API can. */
export const nextSteps = environment.nextSteps;
/** What a later `up` sets going by itself. */
export const afterUp =
    "a change of a line's settings starts its ship pipeline, with the release that is live; approve it there where the environment asks";
/** What extend.ts adds. */
export const own = extend(environment);
