/**
 * Commands for users of a platform: adding a team with its key, signing tokens, and answering git's requests for
 * credentials. Private keys stay in files of the data folder, and a token is printed only for the user who requested
 * it.
 */
@NullMarked
package dev.millrace.standalone.access;

import org.jspecify.annotations.NullMarked;
