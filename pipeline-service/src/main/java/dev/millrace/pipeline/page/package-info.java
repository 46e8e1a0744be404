/**
 * Pages for people: a build with its jobs, and the log of a job. A member of the team reads them with a session, and anyone with
 * the signed link that checks at the forge have, which is for one build.
 */
@NullMarked
package dev.millrace.pipeline.page;

import org.jspecify.annotations.NullMarked;
