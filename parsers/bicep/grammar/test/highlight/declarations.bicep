targetScope = 'subscription'
// <- keyword
//            ^ string

@secure()
// <- attribute
param password string
// <- keyword
//    ^ variable.parameter
//             ^ type.builtin

type sku = 'a' | resourceInput<'x/y@2023-01-01'>.sku
// <- keyword
//   ^ type.definition
//         ^ string
//             ^ operator
//               ^ type.builtin

func twice(x int) int => x * 2
// <- keyword.function
//   ^ function
//         ^ variable.parameter
//                    ^ operator
//                         ^ operator
//                           ^ number

resource account 'Microsoft.Storage/storageAccounts@2023-01-01' existing = if (true) {
// <- keyword
//               ^ string.special
//                                                              ^ keyword
//                                                                         ^ keyword.conditional
//                                                                             ^ boolean
  name: 'n${toLower(password)}'
//^ property
//        ^ punctuation.special
//          ^ function.call
//                  ^ variable.parameter
}

module m './m.bicep' = [for (item, i) in list: {
// <- keyword
//       ^ string.special.path
//                      ^ keyword.repeat
//                           ^ variable.parameter
  name: item.identity
//           ^ property
}]

output o string = account.properties.endpoint! // why
// <- keyword
//                        ^ property
//                                           ^ operator
//                                             ^ comment

#disable-next-line no-unused-vars
// <- keyword.directive
var a = map([1], n => n.?b)
// <- keyword
//      ^ function.call
//               ^ variable.parameter
//                       ^ property
