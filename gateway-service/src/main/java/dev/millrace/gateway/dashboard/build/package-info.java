/**
 * The pages of builds and workflows. The log of a job is on the page of pipeline-service, to which checks of forges lead, too.
 */
@NullMarked
package dev.millrace.gateway.dashboard.build;

import org.jspecify.annotations.NullMarked;
