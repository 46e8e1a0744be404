/**
 * People at the forge: the pages on which they authorize and register the App, the tokens that they grant to it, and what the App asks in
 * their name.
 */
@NullMarked
package dev.millrace.simulator.signin;

import org.jspecify.annotations.NullMarked;
