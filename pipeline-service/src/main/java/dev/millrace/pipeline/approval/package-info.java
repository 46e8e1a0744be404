/**
 * Which commits of changes from forks may run, and what their builds are trusted with. An approval is for one commit, so a later
 * one needs another.
 */
@NullMarked
package dev.millrace.pipeline.approval;

import org.jspecify.annotations.NullMarked;
