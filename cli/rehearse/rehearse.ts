import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import { Plans } from "../../plan/plans";
import { faultsOf } from "../../rehearsal/faults";
import { shortcomingsOf } from "../../rehearsal/outcome";
import { renderReport } from "../../rehearsal/report";
import { openScreen } from "../../rehearsal/screen";
import { Story } from "../../rehearsal/screen/story";
import { Session } from "../../rehearsal/session";
import { askEveryListener } from "../../rehearsal/client-traffic";
import type { Streams } from "../command";
import type { Plan } from "../../plan/document";
import { paintFor } from "../../text/terminal";
import { approverFor } from "./approver";
import { endingOf } from "./ending";
import { stayUp } from "./keep";
import type { Options } from "./options";
import { listenForStops, type Stop } from "./stops";

interface RehearsalRequest extends Options {
    readonly planned: readonly Plan[];
    /** The only folder that is written to. */
    readonly folder: string;
}

export interface Outcome {
    readonly green: boolean;
    /** Why nobody could be asked, where that is how it ended. */
    readonly refused?: string;
    /** What ended it before its time. */
    readonly stopped?: Stop;
}

/** Rehearses, shows it, and says how it ended. */
export async function rehearse(request: RehearsalRequest, { out, err }: Streams): Promise<Outcome> {
    const { plans: planned, breakages, rejects, throttles } = faultsOf(request.faults, request.planned);
    const plans = new Plans(planned);
    const story = new Story(plans);
    let refused: string | undefined;
    const approver = approverFor({
        story,
        rejects,
        screen: () => screen,
        blobs: () => session.account.blobs,
        // With --json, what is written to `out` is for programs.
        terminal: { input: process.stdin, output: request.json ? err : out, yes: request.yes },
        refused: (why) => (refused = why),
    });
    const { folder, speed, source, engine } = request;
    const session = Session.open({ plans: planned, folder, speed, source, engine, breakages, throttles, approver });
    if (session.resumed) err.write("An earlier rehearsal was stopped here: this one goes on with it.\n");
    const since = session.resumed ? session.length : 0;
    session.follow(story);
    const screen = openScreen(out, story, { json: request.json, since });
    session.follow(screen);
    const stops = listenForStops(out);
    try {
        const played = session.play().then(() => askEveryListener(session.account));
        const stopped = await Promise.race([stops.asked, played]).finally(() => screen.end());
        if (stopped !== undefined) {
            err.write("Stopped; the same command goes on from here.\n");
            return { green: false, stopped };
        }
        const report = join(folder, "report.html");
        const conclude = (): readonly string[] => {
            const shortcomings = [...(refused === undefined ? [] : [refused]), ...shortcomingsOf(story, plans)];
            writeFileSync(report, renderReport(story, session.account.blobs, shortcomings));
            return shortcomings;
        };
        let shortcomings = conclude();
        const ending = () =>
            endingOf({ story, report: relative(process.cwd(), report), request, shortcomings }, paintFor(out));
        if (!request.json) out.write(ending());
        if (request.keep) {
            err.write(stayUp(session.account));
            await stops.asked;
            shortcomings = conclude();
        }
        session.close();
        if (request.json) out.write(ending());
        return { green: shortcomings.length === 0, refused };
    } catch (error) {
        // What could not be rehearsed is not gone on with: whoever mends it begins anew.
        session.close();
        throw error;
    } finally {
        await session.leave();
        stops.forget();
    }
}
