Later the Plugh said no.
And so it went.
