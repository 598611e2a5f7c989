/** What a request says about where it comes from, and whether requests from there are served. */
@NullMarked
package klt.controller.http.request;

import org.jspecify.annotations.NullMarked;
