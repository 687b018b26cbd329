"""The same requests to a real MLflow server and to the server under test, and what may differ between the answers."""
