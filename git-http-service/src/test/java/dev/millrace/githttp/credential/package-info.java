/** Tests of stored credentials. */
package dev.millrace.githttp.credential;
