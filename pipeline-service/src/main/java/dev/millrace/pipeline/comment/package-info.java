/**
 * What is written on changes at the forge in answer to people: reactions to their comments, and one comment of the App for each
 * change, which is edited. Both are rows, written with what they report and brought to the forge later, at times that the
 * installation's lane of check runs grants. A comment whose creation was not confirmed is looked up before it is created again.
 */
@NullMarked
package dev.millrace.pipeline.comment;

import org.jspecify.annotations.NullMarked;
