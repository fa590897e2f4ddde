// The broker's two functions, for Lambda. Only they can read the App's key: no machine has a way to it, and so no job.
"use strict";
const { parametersUnder } = require("./parameters.cjs");
const { registrations } = require("./registrations.cjs");

const settings = JSON.parse(process.env.SETTINGS);
const { asked, ended } = registrations(
    { ...settings, region: process.env.AWS_REGION },
    { fetch, now: Date.now, parameters: parametersUnder(settings.keyId), say: console.log },
);

exports.asked = asked;
exports.ended = ended;
