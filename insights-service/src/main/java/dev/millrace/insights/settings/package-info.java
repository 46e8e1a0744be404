/**
 * The API of what a team decides about its insights: its definitions, what they would change, and what is proposed.
 */
@NullMarked
package dev.millrace.insights.settings;

import org.jspecify.annotations.NullMarked;
