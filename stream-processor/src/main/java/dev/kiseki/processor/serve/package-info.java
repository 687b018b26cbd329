/**
 * Answers other services about the partitions held here, over gRPC: one run, the first rows of a
 * search, pending points, refusals, the stream of receipts. In: requests. Out: what the fold has
 * applied, or UNAVAILABLE while a partition is not here or still catching up; never a shorter
 * answer. A copy of a partition answers a search in its owner's place where the caller allows it.
 * Decides nothing about runs.
 */
package dev.kiseki.processor.serve;
