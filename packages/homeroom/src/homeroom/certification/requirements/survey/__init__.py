"""The survey: every question that a submission answers, and what the answers do.

Words. A question is **asked** when its form belongs to the types and an earlier answer does not
make it irrelevant. Some questions have a **second part** ("how?"), answered under the question's id
with `-more` behind it. Two forms that are asked together share their **twins** (`same_as`).

Door: `questions.asked_of`, `questions.question`, `answers.typed`,
`answers.problem_of`.
"""
