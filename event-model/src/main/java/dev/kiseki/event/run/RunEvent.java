package dev.kiseki.event.run;

import dev.kiseki.event.Header;
import dev.kiseki.event.id.RunId;

/** What one record on run-events says: which run, judged how, and the proposal. */
public record RunEvent(Header header, RunId run, RunProposal proposal) {}
