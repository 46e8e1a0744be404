/**
 * Facts: the content of events, stored once.
 *
 * <p>A fact's key comes from its content, never from when it arrived. Two versions of one thing (a change, a status) are two
 * rows, and {@link dev.millrace.insights.fact.Version} decides which of them counts; so storing is inserting, and inserting
 * is a set union: it commutes and repeats without harm. Tables: {@code repository}, {@code forge_repository},
 * {@code deployment_status}, {@code change}, {@code push}, {@code commit}, {@code build_step}, {@code progress}.
 */
@NullMarked
package dev.millrace.insights.fact;

import org.jspecify.annotations.NullMarked;
