/**
 * The repositories that have insights: which there are, what each of their deployments shipped, and who did something. A caller sees
 * the repositories of its own team and no others; for a repository of another team the answer is as if it did not exist.
 */
@NullMarked
package dev.millrace.insights.repository;

import org.jspecify.annotations.NullMarked;
