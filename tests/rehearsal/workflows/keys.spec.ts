// A job that signs in by a user's access key: what STS asks, and what the job's log shows of it.
import * as assert from "node:assert/strict";

import type { PlannedResource } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import { judgeOf } from "../../../rehearsal/account/judge";
import { secretOfKey } from "../../../rehearsal/workflows/access-keys";
import { planWith, resource } from "../../support/account";
import { rehearsed } from "../../support/rehearsed";
import { source } from "./fixture";
