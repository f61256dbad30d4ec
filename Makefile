# The same verbs as the npm scripts, for those who type make. STAGE names a stage: make deploy STAGE=dev
.PHONY: install start test check fix openapi diagram cost screenshots synth doctor dev deploy remove restore

install: ; npm ci
start: ; npm start
test: ; npm test
check: ; npm run check
fix: ; npm run fix
openapi: ; npm run openapi
diagram: ; npm run diagram
cost: ; npm run cost
screenshots: ; npm run screenshots
synth: ; npm run synth -- --stage $(STAGE)
doctor: ; npm run doctor -- --stage $(STAGE)
dev: ; npm run dev -- --stage $(STAGE)
deploy: ; npm run deploy -- --stage $(STAGE)
remove: ; npm run remove -- --stage $(STAGE)
restore: ; npm run restore -- --from $(FROM) --to $(TO)
