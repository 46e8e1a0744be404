/**
 * The REST calls by which an App finds its way: itself, where it is installed, tokens, repositories, and who may do what in
 * them.
 */
@NullMarked
package dev.millrace.simulator.catalog;

import org.jspecify.annotations.NullMarked;
