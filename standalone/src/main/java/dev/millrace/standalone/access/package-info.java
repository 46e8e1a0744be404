/**
 * Commands of a person who uses a platform: adding a team with its key, signing tokens, and answering git's requests for
 * credentials. Private keys stay in files of the data folder, and a token is printed only to whoever asked for it.
 */
@NullMarked
package dev.millrace.standalone.access;

import org.jspecify.annotations.NullMarked;
