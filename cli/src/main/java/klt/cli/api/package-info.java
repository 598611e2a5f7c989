/** A client for the controller's HTTP API. */
@NullMarked
package klt.cli.api;

import org.jspecify.annotations.NullMarked;
