"""The chat: transcript, composer, and the cards of what is being learned."""
