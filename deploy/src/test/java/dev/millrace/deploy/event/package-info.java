/** The GitHub Action and the GitLab template that report events: their scripts, run as the CI systems run them. */
@NullMarked
package dev.millrace.deploy.event;

import org.jspecify.annotations.NullMarked;
