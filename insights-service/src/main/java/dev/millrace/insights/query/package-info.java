/**
 * The insights API: which repositories there are, their metrics, and the evidence page by page. A caller sees the
 * repositories of its own team and no others; for a repository of another team the answer is as if it did not exist.
 */
@NullMarked
package dev.millrace.insights.query;

import org.jspecify.annotations.NullMarked;
