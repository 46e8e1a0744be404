/**
 * Organizations and users, and the numbers and node ids that everything at the forge is known by.
 */
@NullMarked
package dev.millrace.simulator.account;

import org.jspecify.annotations.NullMarked;
